"""Steps of other bodies: what the person does there, the evidence, and what the case worker found of it."""
