INSERT INTO src_products
WITH ranked AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY lsn DESC) AS age
  FROM raw_products
  WHERE product_id IS NOT NULL
)
SELECT product_id, product_name, category, list_price, changed_at
FROM ranked
WHERE age = 1 AND op <> 'd';
