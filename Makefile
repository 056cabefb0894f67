# Each target is a script, so that a machine without make runs the same: sh scripts/run.sh

.PHONY: run demo test lint audit bench load faults isolation

run:
	@sh scripts/run.sh

demo:
	@sh scripts/demo.sh

# One word or path, on SQLite alone: make test ONLY=rounds
test:
	@sh scripts/test.sh $(if $(ONLY),--only "$(ONLY)")

lint:
	@sh scripts/lint.sh

# Needs the network, and fails where nobody can be asked.
audit:
	@sh scripts/audit.sh

# One part: sh scripts/bench.sh postgresql files, register, shares or growth.
bench:
	@sh scripts/bench.sh

load:
	@sh scripts/load.sh

faults:
	@sh scripts/faults.sh

isolation:
	@sh scripts/isolation.sh
