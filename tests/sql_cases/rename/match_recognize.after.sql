SELECT * FROM orders_v2
MATCH_RECOGNIZE (
  PARTITION BY customer ORDER BY ts MEASURES orders.price AS price
  PATTERN (orders (B C)*) DEFINE orders AS orders.price > 3
)
