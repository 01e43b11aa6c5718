INSERT INTO fct_payments_by_method
SELECT
  payment_method,
  COUNT(*) FILTER (WHERE payment_state = 'CAPTURED') AS captured_count,
  CAST(SUM(CASE WHEN payment_state = 'CAPTURED' THEN amount ELSE 0 END) AS DECIMAL(18, 2)) AS captured_amount,
  COUNT(*) FILTER (WHERE payment_state = 'REFUNDED') AS refunded_count,
  CAST(SUM(CASE WHEN payment_state = 'REFUNDED' THEN amount ELSE 0 END) AS DECIMAL(18, 2)) AS refunded_amount
FROM int_order_payments
WHERE payment_state IN ('CAPTURED', 'REFUNDED')
GROUP BY payment_method;
