CREATE TABLE fct_customers (
  customer_id BIGINT NOT NULL,
  revenue DECIMAL(12, 2),
  order_count BIGINT, -- new
  PRIMARY KEY (customer_id) NOT ENFORCED
) DISTRIBUTED BY HASH(customer_id) INTO 1 BUCKETS
WITH ('changelog.mode' = 'upsert');
