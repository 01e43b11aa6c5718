-- External: change events of the shop's table "customers". Twice and out of order, as raw_orders.
CREATE TABLE IF NOT EXISTS raw_customers (
  op           STRING       COMMENT 'c created, u updated, d deleted',
  lsn          BIGINT       COMMENT 'position in the log of the shop''s database, growing',
  customer_id  BIGINT,
  full_name    STRING,
  email        STRING,
  region       STRING,
  member_since TIMESTAMP(3),
  changed_at   TIMESTAMP(3)
) WITH (
  'changelog.mode' = 'append'
);
