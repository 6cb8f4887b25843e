"""The pages of the dossier: each a pure function from facts to a document."""
