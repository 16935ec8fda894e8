# Isthmus. `make help` lists the targets.
SHELL := /bin/bash
PEOPLE ?= 20000
DEMO ?= demo
ISTHMUS = $$(swift build -c release --show-bin-path)/isthmus

.PHONY: help packages build demo test lint format bench peers fuzz install clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

packages: ## install the system packages that are missing (apt-get)
	@.ci/install-packages

build: packages ## build the release binary
	swift build -c release --product isthmus

demo: build ## a synthetic district through one night (PEOPLE=20000), with look-ups and a trace
	@ISTHMUS=$(ISTHMUS) PEOPLE=$(PEOPLE) .ci/with-postgres .ci/demo $(DEMO)

test: lint ## build and run every test
	@.ci/install-packages tests
	swift test

lint: ## formatting, as CI wants it
	swift format lint --strict --recursive Package.swift Sources Connectors Tests

format: ## format all Swift files in place
	swift format --in-place --recursive Package.swift Sources Connectors Tests

bench: packages ## the benchmarks, with the physical neighbours beside them
	.ci/with-postgres swift run -c release Benchmarks

peers: ## install the peers that the benchmarks know, outside the repository
	.ci/bench-peers

fuzz: packages ## fuzz every parser for a while (SECONDS_EACH=60)
	.ci/fuzz $(or $(SECONDS_EACH),60)

install: build ## copy the binary and the mapping files to PREFIX (default /usr/local)
	install -D $(ISTHMUS) $(DESTDIR)$(or $(PREFIX),/usr/local)/bin/isthmus
	mkdir -p $(DESTDIR)$(or $(PREFIX),/usr/local)/share/isthmus
	cp -r Mappings $(DESTDIR)$(or $(PREFIX),/usr/local)/share/isthmus/

clean: ## remove build products and the demonstration district
	rm -rf .build $(DEMO)
