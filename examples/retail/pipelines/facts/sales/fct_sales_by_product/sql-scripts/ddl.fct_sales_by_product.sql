-- What was sold of each product. A product that never sold has no row.
CREATE TABLE IF NOT EXISTS fct_sales_by_product (
  product_id   BIGINT NOT NULL,
  product_name STRING,
  category     STRING,
  line_count   BIGINT,
  units_sold   BIGINT,
  revenue      DECIMAL(18, 2),
  PRIMARY KEY (product_id) NOT ENFORCED
) DISTRIBUTED BY HASH(product_id) INTO 1 BUCKETS
WITH (
  'changelog.mode' = 'upsert'
);
