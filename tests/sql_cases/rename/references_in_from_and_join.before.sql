-- orders come from the shop
INSERT INTO int_orders  -- not orders
SELECT o.id,   c.name /* customers! */
FROM orders AS o
  LEFT JOIN `customers` c
    ON o.customer_id = c.id
