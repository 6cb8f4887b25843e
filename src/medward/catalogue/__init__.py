"""What authorities and standards ask, clause by clause, as versioned data in our own words.

One file per instrument below `packs/`, with its editions, clauses, clocks and dated
changes; beside them the common expectations, sources, outlines and corrected claims.
Everything is read together and refused together, with file and line.

    shipped.load() -> Catalogue                          the shipped files, read once per process
    catalogue.assemble(sheets) -> Catalogue              any files; `reading.read_sheet(data, file)` makes a sheet
    Catalogue.packs .expectations .outlines .corrections .facts .sources .deliverables
    Catalogue.pack(code_or_urn) .clause(id) .clock(id) .expectation(id) .pack_of(clause_or_clock_id)
    Catalogue.clauses() .clocks() .jurisdictions() .queries_of(clause) .in_force(day) -> tuple[InForce, ...]
    catalogue.clauses_of(pack, edition="") .edition_named(pack, name) .standing(pack, day) .pack_digest(pack)
    predicates.parse(text).holds(facts) -> bool | None   .why(facts, catalogue.facts) .deciding(facts) .names
    applicability.applicable(catalogue, facts, day, origins={}) -> tuple[Applies, ...]
    crosswalk.compose, .relation, .shown_together(catalogue, clause_id), .matrix(catalogue)
    diff.compare(old, new) -> Difference                 upcoming.upcoming(catalogue, today, months)

>>> from medward.catalogue.predicates import parse
>>> from medward.catalogue.shipped import load
>>> load().pack("FDA-PMG").jurisdiction
'us'
>>> print(parse("market.eu and not ivd").holds({"market.eu": True}))
None
>>> parse("market.eu and not ivd").why({"market.eu": False}, load().facts)
('not sold in the EU',)

Source: practice 3, rows 4 and 5, 4.17 and 7.
"""
