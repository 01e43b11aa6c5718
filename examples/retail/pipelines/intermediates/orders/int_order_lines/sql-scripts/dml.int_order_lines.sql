INSERT INTO int_order_lines
SELECT
  i.order_id,
  i.line_no,
  o.customer_id,
  i.product_id,
  o.status AS order_status,
  i.quantity,
  CAST(i.quantity * i.unit_price - i.discount AS DECIMAL(14, 2)) AS net_amount
FROM src_order_items AS i
JOIN src_orders AS o ON o.order_id = i.order_id;
