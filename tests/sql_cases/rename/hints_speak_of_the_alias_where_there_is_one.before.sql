SELECT /*+ BROADCAST(orders) */ orders.id FROM orders JOIN customers AS c ON orders.id = c.oid
