EXECUTE STATEMENT SET
BEGIN
  INSERT INTO int_orders SELECT * FROM orders;
  INSERT INTO `int_orders` SELECT orders.id FROM orders;
END
