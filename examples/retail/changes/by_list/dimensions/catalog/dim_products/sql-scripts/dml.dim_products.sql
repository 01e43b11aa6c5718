INSERT INTO dim_products
SELECT
  product_id,
  product_name,
  UPPER(category) AS category,
  list_price,
  CASE
    WHEN list_price < 20 THEN 'LOW'
    WHEN list_price < 100 THEN 'MIDDLE'
    ELSE 'HIGH'
  END AS price_band
FROM src_products;
