CREATE TABLE IF NOT EXISTS cat.db.orders (
  orders STRING COMMENT 'orders',
  PRIMARY KEY (orders) NOT ENFORCED
) WITH ('topic' = 'orders') LIKE `cat`.`db`.`customers` (INCLUDING ALL)
