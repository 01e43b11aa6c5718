-- External: change events of the catalogue's table "products". Twice and out of order, as raw_orders.
CREATE TABLE IF NOT EXISTS raw_products (
  op           STRING         COMMENT 'c created, u updated, d deleted',
  lsn          BIGINT         COMMENT 'position in the log of the catalogue''s database, growing',
  product_id   BIGINT,
  product_name STRING,
  category     STRING,
  list_price   DECIMAL(12, 2),
  changed_at   TIMESTAMP(3)
) WITH (
  'changelog.mode' = 'append'
);
