SELECT /*+ BROADCAST(orders_v2), STATE_TTL('orders_v2' = '1d', 'c' = '2d'), LOOKUP('table'='rates_v2', 'retry-predicate'='orders') */ id
FROM orders_v2 JOIN customers_v2 AS c ON id = c.oid JOIN rates_v2 ON TRUE
