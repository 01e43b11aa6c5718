INSERT INTO dim_customers
SELECT
  customer_id,
  full_name,
  SPLIT_INDEX(email, '@', 1) AS email_domain,
  region,
  member_since,
  EXTRACT(YEAR FROM member_since) AS member_year
FROM src_customers;
