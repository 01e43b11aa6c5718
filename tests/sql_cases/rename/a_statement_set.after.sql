EXECUTE STATEMENT SET
BEGIN
  INSERT INTO int_orders_v2 SELECT * FROM orders_v2;
  INSERT INTO `int_orders_v2` SELECT orders.id FROM orders_v2 AS orders;
END
