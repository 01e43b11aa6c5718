SELECT /*+ BROADCAST(orders) */ orders.id FROM orders_v2 AS orders JOIN customers_v2 AS c ON orders.id = c.oid
