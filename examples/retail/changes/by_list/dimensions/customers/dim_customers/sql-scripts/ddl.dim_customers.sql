-- Who our customers are, without what identifies them.
CREATE TABLE IF NOT EXISTS dim_customers (
  customer_id  BIGINT NOT NULL,
  full_name    STRING,
  email_domain STRING,
  region       STRING,
  member_since TIMESTAMP(3),
  member_year  BIGINT COMMENT 'in which the customer joined',
  PRIMARY KEY (customer_id) NOT ENFORCED
) DISTRIBUTED BY HASH(customer_id) INTO 1 BUCKETS
WITH (
  'changelog.mode' = 'upsert'
);
