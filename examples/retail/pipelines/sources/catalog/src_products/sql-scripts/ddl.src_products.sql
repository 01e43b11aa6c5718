-- One row per product of the catalogue, in its newest state.
CREATE TABLE IF NOT EXISTS src_products (
  product_id   BIGINT NOT NULL,
  product_name STRING,
  category     STRING,
  list_price   DECIMAL(12, 2),
  changed_at   TIMESTAMP(3),
  PRIMARY KEY (product_id) NOT ENFORCED
) DISTRIBUTED BY HASH(product_id) INTO 1 BUCKETS
WITH (
  'changelog.mode' = 'upsert'
);
