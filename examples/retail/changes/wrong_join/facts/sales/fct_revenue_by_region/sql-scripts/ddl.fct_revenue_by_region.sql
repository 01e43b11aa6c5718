-- Running totals of what was sold in each region: five rows that change all the time.
CREATE TABLE IF NOT EXISTS fct_revenue_by_region (
  region      STRING NOT NULL,
  order_count BIGINT,
  item_count  BIGINT,
  revenue     DECIMAL(18, 2),
  discounts   DECIMAL(18, 2) COMMENT 'given to the customers of the region',
  payments    DECIMAL(18, 2) COMMENT 'what the payments of the orders amount to',
  PRIMARY KEY (region) NOT ENFORCED
) DISTRIBUTED BY HASH(region) INTO 1 BUCKETS
WITH (
  'changelog.mode' = 'upsert'
);
