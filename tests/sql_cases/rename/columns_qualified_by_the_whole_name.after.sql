SELECT shop.orders_v2.id, orders_v2.total FROM shop.orders_v2 WHERE `shop`.`orders_v2`.x > 0
