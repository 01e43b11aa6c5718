-- One row per open customer account, in its newest state.
CREATE TABLE IF NOT EXISTS src_customers (
  customer_id  BIGINT NOT NULL,
  full_name    STRING,
  email        STRING,
  region       STRING,
  member_since TIMESTAMP(3),
  changed_at   TIMESTAMP(3),
  PRIMARY KEY (customer_id) NOT ENFORCED
) DISTRIBUTED BY HASH(customer_id) INTO 1 BUCKETS
WITH (
  'changelog.mode' = 'upsert'
);
