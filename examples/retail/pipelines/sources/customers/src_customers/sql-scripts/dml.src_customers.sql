INSERT INTO src_customers
WITH ranked AS (
  SELECT
    op,
    customer_id,
    full_name,
    LOWER(TRIM(email)) AS email,
    region,
    member_since,
    changed_at,
    ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY lsn DESC) AS age
  FROM raw_customers
  WHERE customer_id IS NOT NULL
)
SELECT customer_id, full_name, email, region, member_since, changed_at
FROM ranked
WHERE age = 1 AND op <> 'd';
