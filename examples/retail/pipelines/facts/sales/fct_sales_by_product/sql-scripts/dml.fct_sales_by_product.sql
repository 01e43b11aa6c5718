INSERT INTO fct_sales_by_product
SELECT
  s.product_id,
  p.product_name,
  p.category,
  s.line_count,
  s.units_sold,
  CAST(s.revenue AS DECIMAL(18, 2)) AS revenue
FROM (
  SELECT
    product_id,
    COUNT(*) AS line_count,
    SUM(CAST(quantity AS BIGINT)) AS units_sold,
    SUM(net_amount) AS revenue
  FROM int_order_lines
  WHERE order_status IN ('PAID', 'SHIPPED', 'DELIVERED')
  GROUP BY product_id
) AS s
JOIN dim_products AS p ON p.product_id = s.product_id;
