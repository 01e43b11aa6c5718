-- Keep the newest change of each order, whatever the order of arrival. A deleted order goes:
-- its deletion must take part in the ranking, or a late older change would bring it back.
INSERT INTO src_orders
SELECT
  order_id,
  customer_id,
  status,
  channel,
  ordered_at,
  changed_at
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY lsn DESC) AS age
  FROM raw_orders
  WHERE order_id > 0 -- the monitoring's probe orders have negative numbers
)
WHERE age = 1 AND op <> 'd';
