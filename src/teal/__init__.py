"""Teal brings changes of Flink SQL pipelines to production, blue beside green."""
