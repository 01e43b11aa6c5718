-- orders come from the shop
INSERT INTO int_orders_v2  -- not orders
SELECT o.id,   c.name /* customers! */
FROM orders_v2 AS o
  LEFT JOIN `customers_v2` c
    ON o.customer_id = c.id
