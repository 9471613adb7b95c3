"""Speeds as ratios against a baseline measured in the same run, so that they hold on any machine."""
