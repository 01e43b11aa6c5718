-- The catalogue as the facts show it.
CREATE TABLE IF NOT EXISTS dim_products (
  product_id   BIGINT NOT NULL,
  product_name STRING,
  category     STRING,
  list_price   DECIMAL(12, 2),
  PRIMARY KEY (product_id) NOT ENFORCED
) DISTRIBUTED BY HASH(product_id) INTO 1 BUCKETS
WITH (
  'changelog.mode' = 'upsert'
);
