CREATE TABLE IF NOT EXISTS cat.db.orders_v2 (
  orders STRING COMMENT 'orders',
  PRIMARY KEY (orders) NOT ENFORCED
) WITH ('topic' = 'orders_v2') LIKE `cat`.`db`.`customers_v2` (INCLUDING ALL)
