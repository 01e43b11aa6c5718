-- Joined by order, kept by payment: the changes of one payment could overtake each other between
-- the two, so the sink is told to keep the order of its keys.
INSERT INTO int_order_payments
SELECT
  p.payment_id,
  p.order_id,
  o.customer_id,
  o.status AS order_status,
  p.payment_method,
  p.payment_state,
  p.amount
FROM src_payments AS p
JOIN src_orders AS o ON o.order_id = p.order_id
ON CONFLICT DO DEDUPLICATE;
