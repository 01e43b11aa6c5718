-- External: change events of the shop's table "orders", as its CDC connector writes them.
-- Read, never written or created here. An event may come twice, or after a newer one: only lsn tells.
CREATE TABLE IF NOT EXISTS raw_orders (
  op          STRING        COMMENT 'c created, u updated, d deleted',
  lsn         BIGINT        COMMENT 'position in the log of the shop''s database, growing',
  order_id    BIGINT,
  customer_id BIGINT,
  status      STRING        COMMENT 'NEW, PAID, SHIPPED, DELIVERED, RETURNED or CANCELLED',
  channel     STRING        COMMENT 'web, app or store',
  ordered_at  TIMESTAMP(3),
  changed_at  TIMESTAMP(3)
) WITH (
  'changelog.mode' = 'append'
);
