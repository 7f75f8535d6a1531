"""The first start: five short questions, after which the lab is there."""
