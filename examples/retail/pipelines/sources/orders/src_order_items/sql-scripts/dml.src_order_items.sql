/* Lines without a number or a product come from an old import and mean nothing.
   A deletion carries the key alone, so it is let through to be ranked. */
INSERT INTO src_order_items
SELECT order_id, line_no, product_id, quantity, unit_price, discount, changed_at
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY order_id, line_no ORDER BY lsn DESC) AS age
  FROM raw_order_items
  WHERE order_id > 0
    AND line_no IS NOT NULL
    AND (op = 'd' OR product_id IS NOT NULL)
)
WHERE age = 1 AND op <> 'd';
