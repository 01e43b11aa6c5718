/* Only the layout and this comment changed. */
insert into src_orders
select order_id, customer_id, amount
from (
  select *, row_number() over (partition by order_id order by changed_at desc) as age
  from raw_orders
)
where age = 1;
