# What `sam build` runs: build-<logical id of a function>, with ARTIFACTS_DIR set (Metadata: BuildMethod: makefile).
# The .NET solution itself needs no make: dotnet build, dotnet test.

# The template's parameter Architecture and this have to agree.
ARCHITECTURE ?= x86_64
# What is deployed takes the official Amazon.Lambda.* packages; InTree takes the subset in src/LambdaPackages.
LAMBDA_PACKAGES ?= NuGet

FUNCTIONS := CaptureItems CaptureObjects Apply Forward Redrive Heartbeat Health Route
BUILDS := $(FUNCTIONS:%=build-%Function)

.DEFAULT_GOAL := help
.PHONY: help clean $(BUILDS)

help:
	@echo "make build-<Function>Function ARTIFACTS_DIR=DIR   put the executable of one function into DIR; sam build does this"
	@echo "     functions: $(FUNCTIONS)"
	@echo "make clean                                        forget published executables"
	@echo
	@echo "ARCHITECTURE=$(ARCHITECTURE)     x86_64 or arm64, as the template's parameter Architecture"
	@echo "LAMBDA_PACKAGES=$(LAMBDA_PACKAGES)   NuGet: the official Amazon.Lambda.* packages; InTree: the subset in src/LambdaPackages"

# One executable serves every function, so all of them get the same file; it is published only once.
$(BUILDS):
	@test -n "$(ARTIFACTS_DIR)" || { echo "$@: ARTIFACTS_DIR is not set; sam build sets it" >&2; exit 1; }
	@binary=$$(build/publish-functions "$(ARCHITECTURE)" "$(LAMBDA_PACKAGES)") \
		&& mkdir -p "$(ARTIFACTS_DIR)" && install -m 755 "$$binary" "$(ARTIFACTS_DIR)/bootstrap"

clean:
	rm -rf artifacts/functions
