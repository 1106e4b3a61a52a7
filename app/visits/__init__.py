"""Visits to those who decide: planned, made, and what was answered; the dossier that goes along."""
