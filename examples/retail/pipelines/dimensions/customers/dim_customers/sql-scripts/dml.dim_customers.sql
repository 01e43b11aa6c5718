INSERT INTO dim_customers
SELECT
  customer_id,
  full_name,
  SPLIT_INDEX(email, '@', 1) AS email_domain,
  region,
  member_since
FROM src_customers;
