# The few commands around the code. `make` alone lists them.
# ARGS passes further arguments: make run ARGS="--listen 127.0.0.1:9000", make test ARGS=tidy.

ARGS ?=
CARGO ?= cargo
# Optimised, without the link-time work of a release: a fresh machine waits less for its first start.
SERVE = $(CARGO) run --locked --profile quick -p parlor --bin parlor -- serve

.PHONY: help run demo web test faults bench lint
help: ## Lists these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## Starts a server with everything embedded, data in ./data, on http://localhost:8080
	$(SERVE) $(ARGS)

demo: ## The same with an organisation of sample people and conversations, data in ./demo-data
	$(SERVE) --demo --data demo-data $(ARGS)

web: ## Builds the web client into web/dist, which the binary embeds, and the types of its library
	scripts/test-web.sh --build

test: ## Runs all tests beside a private Postgres and Redis, which it fetches if need be
	scripts/with-servers.sh $(CARGO) test --locked --workspace --no-fail-fast $(ARGS)
ifeq ($(strip $(ARGS)),)
	scripts/test-web.sh
endif

# ROWS=F1,F20 (all), SEEDS=runs of each row (1), SEED=one that was printed, SIZE=clients,acks,faults,
# PROFILE=quick for a server and clients that are optimised.
faults: ## Breaks servers, stores and networks under load: src/tests/faults/README.md
	PARLOR_TEST_PREVIOUS="$$(scripts/previous-release.sh)" scripts/with-servers.sh \
		$(CARGO) test --locked $(if $(PROFILE),--profile $(PROFILE)) -p parlor --test faults -- --long $(if $(ROWS),--rows $(ROWS)) \
		$(if $(SEEDS),--seeds $(SEEDS)) $(if $(SEED),--seed $(SEED)) $(if $(SIZE),--size $(SIZE)) $(ARGS)

# BENCH=idle,fanout,rooms,storm,durable,day,nodes,slow,growth,stores (all), REPEATS=3.
bench: ## Measures everything in short, beside the floor: docs/performance.md
	$(CARGO) build --locked --profile quick -p parlor -p parlor-load
	scripts/bench.sh target/quick/parlor-load --parlor target/quick/parlor --keep bench.json \
		--html bench.html bench --repeats $(or $(REPEATS),3) $(if $(BENCH),--only $(BENCH)) $(ARGS)

lint: ## Checks format, lints and documentation; warnings are errors
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --workspace --no-deps --document-private-items
