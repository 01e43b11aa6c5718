-- The average order of each region. A view is text: it has no job and no topic.
CREATE VIEW vw_region_orders AS
SELECT
  region,
  order_count,
  revenue,
  CAST(revenue / NULLIF(order_count, 0) AS DECIMAL(12, 2)) AS average_order
FROM fct_revenue_by_region;
