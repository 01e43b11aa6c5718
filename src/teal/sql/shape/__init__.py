"""The shape of a query: where the value of each column comes from, and what decides the rows."""
