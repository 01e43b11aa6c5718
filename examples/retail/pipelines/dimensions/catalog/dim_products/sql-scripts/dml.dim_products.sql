INSERT INTO dim_products
SELECT
  product_id,
  product_name,
  UPPER(category) AS category,
  list_price
FROM src_products;
