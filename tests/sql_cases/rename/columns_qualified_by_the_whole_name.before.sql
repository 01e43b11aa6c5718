SELECT shop.orders.id, orders.total FROM shop.orders WHERE `shop`.`orders`.x > 0
