# The two commands are `make demo` and `make test`; the others are their parts and the longer checks.
SWIFT ?= swift
# A target may import only what Package.swift says it stands on.
CHECKED := --explicit-target-dependency-import-check error
# Release binaries carry the Swift runtime, so that they run on a machine or image without a tool chain.
# Exclusive access to memory is checked where the tests run, in debug builds; checking it here costs some percent.
RELEASE := -c release --static-swift-stdlib -Xswiftc -enforce-exclusivity=unchecked
# One by one: a release build of everything would build protoc too, which swift-protobuf brings along.
PRODUCTS := rubato rubato-gateway rubato-admission rubato-scheduler rubato-worker rubato-cloud
PYTHON := .venv-test/bin/python
SOURCES := Services Shared Tests Package.swift

.PHONY: demo test help install lint build release tests bench experiments compose-check models-check dataset catalog heads replay clean

help: ## Shows the commands.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: release ## Builds all, starts the cluster, drives real images at it under deadlines, prints the report, stops.
	@deploy/demo.sh

test: lint build tests ## Lint, build with warnings as errors, all tests.

install:
	@deploy/install.sh build demo test

lint: install
	$(SWIFT) format lint -r -p --strict $(SOURCES)

build: install
	$(SWIFT) build $(CHECKED) --build-tests

tests: build $(PYTHON)
	@Tests/run.sh $(SWIFT) $(CHECKED)

release:
	@deploy/install.sh build demo
	@for product in $(PRODUCTS); do $(SWIFT) build $(RELEASE) --product $$product || exit 1; done

# Independent peers that tests talk to: other HTTP/2, gRPC and inference clients, and a reference runtime.
$(PYTHON): Tests/requirements.txt
	python3 -m venv .venv-test
	$(PYTHON) -m pip install -q --disable-pip-version-check -r Tests/requirements.txt
	@touch $(PYTHON)

bench: release $(PYTHON) ## Runs the benchmarks; prints medians, ratios, machine and load.
	@deploy/install.sh test
	@Tests/Benchmarks/run.sh

experiments: ## Runs the papers' evaluations and ours in virtual time; QUICK=1 for a short form.
	@deploy/install.sh build
	$(SWIFT) build $(RELEASE) --product rubato
	@Tests/Experiments/run.sh $(if $(QUICK),--quick)

compose-check: release ## Builds the image, starts the compose deployment without a Docker engine, checks it.
	@deploy/install.sh containers
	@deploy/compose/check.sh

models-check: dataset ## Runs every model over its test set in f32 and in 16-bit fixed point, and compares every exit.
	@deploy/install.sh build demo
	$(SWIFT) build $(RELEASE) --product rubato
	.build/release/rubato model accuracy fashion
	.build/release/rubato model accuracy fashion-hard --data .build-dataset

dataset: ## Writes the corrupted test set of the model fashion-hard to .build-dataset.
	python3 deploy/models/training/make_dataset.py fashion-hard --out .build-dataset

catalog: release ## Makes and measures variants of fashion-hard; keeps the best beside it.
	python3 deploy/models/training/make_compile_data.py fashion-hard --out .build-catalog
	.build/release/rubato model compile fashion-hard --data .build-catalog

heads: release ## Trains the second task of fashion, and studies specialized heads on skewed streams.
	python3 deploy/models/training/make_compile_data.py fashion --calibration 12000 --out .build-heads
	.build/release/rubato model heads fashion --data .build-heads --task coarse --groups \
		'tops=T-shirt/top,Pullover,Coat,Shirt;trousers and dresses=Trouser,Dress;shoes and bags=Sandal,Sneaker,Bag,Ankle boot'
	.build/release/rubato model specialize fashion --data .build-heads

replay: release ## Records what the variants of fashion-hard, specialists and a second task say of every test image.
	python3 deploy/models/training/make_compile_data.py fashion-hard --calibration 12000 --out .build-replay
	.build/release/rubato model replay fashion-hard --data .build-replay --dominant 'T-shirt/top,Trouser' --groups \
		'tops=T-shirt/top,Pullover,Coat,Shirt;trousers and dresses=Trouser,Dress;shoes and bags=Sandal,Sneaker,Bag,Ankle boot'

clean: ## Removes what was built.
	rm -rf .build .build-* .venv-test
