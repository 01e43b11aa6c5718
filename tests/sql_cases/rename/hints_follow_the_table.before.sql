SELECT /*+ BROADCAST(orders), STATE_TTL('orders' = '1d', 'c' = '2d'), LOOKUP('table'='rates', 'retry-predicate'='orders') */ id
FROM orders JOIN customers AS c ON id = c.oid JOIN rates ON TRUE
