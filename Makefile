# Crumb: bake a language model from scratch, in C. `make` alone prints what can be made.
#   T=rope                    one topic, where a target takes one
#   FROM=labs|solutions|PATH  where topics come from;  FROM_rope=labs  the same for one topic
#   BUILD=DIR  CC=clang  YES=1 (install without asking)
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
.PHONY: help FORCE
BUILD ?= build
FROM  ?= reference
ifneq ($(words $(CURDIR)),1)
$(error make cannot work in a path with spaces ($(CURDIR)); move this folder to one without)
endif

help: ## this list
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

# What this machine has: found once for each compiler by compiling, see .make/config.sh.
CONFIG := $(BUILD)/config-$(subst /,-,$(firstword $(CC))).mk
ifneq ($(filter-out help clean distclean where lab deps deps-local,$(or $(MAKECMDGOALS),help)),)
-include $(CONFIG)
endif
$(CONFIG): .make/config.sh | $(BUILD)/.stamp
	@CC="$(CC)" .make/config.sh > $@.tmp && mv $@.tmp $@
$(BUILD)/.stamp:
	@mkdir -p $(BUILD) && touch $@

# ---- topics: labs/topics.txt is the only list ------------------------------------------------
FOLDERS := $(shell awk -F' *[|] *' '/^[0-9]/ { print $$1 "-" $$2 }' labs/topics.txt | uniq)
topic   = $(word 2,$(subst -, ,$(1)))
ASKED   := $(if $(filter command,$(origin TOPICS)),$(TOPICS))
override TOPICS := $(foreach folder,$(FOLDERS),$(call topic,$(folder)))  # TOPICS="..." is for make handout
folder  = $(filter %-$(1),$(FOLDERS))

# ---- the library: compiled topics that the grader trusts, and wrong ones for hunts ------------------
# Where the sources are, .make/library.mk makes it. A handout (docs/instructor/handout.md) has no sources
# of topics but this folder for each platform, and .handout/topics.txt, the list before it was shortened.
LIBRARY := $(if $(wildcard .make/library.mk),$(BUILD)/library,objects/$(PLATFORM))
LISTED  := $(firstword $(wildcard .handout/topics.txt) labs/topics.txt)
ALL     := $(shell awk -F' *[|] *' '/^[0-9]/ { print $$2 }' $(LISTED) | uniq)
SPEAK   := $(shell awk -F' *[|] *' '/^[0-9]/ && $$5 == "speak" { print $$2 }' $(LISTED) | uniq)
# What comes of a library that is not there: grading by recorded goldens, by names from the empty stubs.
TRUSTED := $(if $(wildcard .make/library.mk $(LIBRARY)/library.txt),yes)

# source TOPIC PLACE: the file of a topic in reference, solutions, labs, a folder, or itself a file;
# the object in the library, where that is all there is of the reference (the plain one without OpenMP)
source = $(strip $(if $(filter reference,$(2)),$(or $(wildcard reference/*/$(1).c),$(LIBRARY)/$(if $(OPENMP),reference,solutions)/$(1).o),\
  $(if $(filter labs solutions,$(2)),$(2)/$(call folder,$(1))/$(1).c,\
  $(if $(filter %.c,$(2)),$(abspath $(2)),\
  $(firstword $(wildcard $(abspath $(2))/$(call folder,$(1))/$(1).c) $(abspath $(2))/$(1).c)))))
object = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
objects_from = $(foreach t,$(ALL),$(call object,$(call source,$(t),$(1))))

# ---- flags: one place ---------------------------------------------------------------------------
# No fused multiply-add and no fast-math: results are the same on every machine and optimisation level.
LANGUAGE := -std=c11 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -D_DARWIN_C_SOURCE \
            -ffp-contract=off -g -iquote reference/include
# QUIET: warnings about what is meant, see .make/config.sh
STRICT   := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes \
            -Wmissing-prototypes -Wvla -Wpointer-arith -Wwrite-strings -Wundef -Wformat=2 \
            -Wno-unknown-pragmas $(QUIET) -Werror
LAB      := $(LANGUAGE) -O2 -Wall -Wextra -Wno-unknown-pragmas
OWN      := $(LANGUAGE) -O2 $(STRICT) $(EXTRA)
# COUNTED: a file whose work can be counted (grader/counter.c): a step in each block, memory under other names
COUNTED  := $(if $(COUNTING),-g0 $(COUNTING) -U_FORTIFY_SOURCE -include counted_names.h \
            $(foreach f,memcpy memmove memset memcmp,-fno-builtin-$(f)))
THREADS   = $(if $(OPENMP),$(OPENMP_LIBS))
compile   = @mkdir -p $(@D) && $(CC) $(1) -MMD -MP -c -o $@ $<

# what a probe in a box is linked with; a build with sanitizers inside needs their libraries
ALONE     = $(if $(findstring -fsanitize,$(EXTRA)),,$(STATIC))
QUICK     = $(if $(EXTRA),,$(ALONE_LD))

# Everything is compiled again when the compiler or a flag changes, and only then.
FLAGS_NOW = $(CC) $(OWN) | $(LAB) | $(COUNTED) | $(OPENMP) $(PCRE2_CFLAGS) $(JANSSON_CFLAGS) $(MATMUL_CFLAGS) $(SECCOMP_CFLAGS) $(XML_CFLAGS) $(SECCOMP) $(XML) $(CMOCKA_CFLAGS) $(NM) $(NM_FLAGS) $(QUICK_LD) $(ALONE) $(QUICK) $(DEPTH) $(SANITIZE) $(LEAKS)
$(BUILD)/flags: FORCE | $(BUILD)/.stamp
	@echo '$(FLAGS_NOW)' | cmp -s - $@ || echo '$(FLAGS_NOW)' > $@
$(BUILD)/obj/reference/%.o: reference/%.c $(BUILD)/flags
	$(call compile,$(OWN) -O3 -fno-math-errno $(OPENMP) $(PCRE2_CFLAGS) $(JANSSON_CFLAGS) $(patsubst -I%,-isystem%,$(MATMUL_CFLAGS)))
$(BUILD)/obj/solutions/%.o: solutions/%.c $(BUILD)/flags
	$(call compile,$(OWN))
$(BUILD)/obj/grader/probes/%.o: grader/probes/%.c $(BUILD)/flags
	$(call compile,$(OWN) -iquote grader)
$(BUILD)/obj/grader/whole/%.o: grader/whole/%.c $(BUILD)/flags
	$(call compile,$(OWN) -iquote grader)
$(BUILD)/obj/grader/%.o: grader/%.c $(BUILD)/flags
	$(call compile,$(OWN) $(JANSSON_CFLAGS) $(SECCOMP_CFLAGS) $(patsubst -I%,-isystem%,$(XML_CFLAGS)) -iquote grader -iquote $(BUILD) -DLAB_FLAGS='"$(LAB)"' -DLAB_COUNTED='"$(COUNTED)"' -DLAB_CC='"$(CC)"' -DLAB_LINK='"$(CC) $(EXTRA) $(QUICK_LD)"' -DLAB_STATIC='"$(ALONE)"' -DLAB_QUICK='"$(QUICK)"' -DLAB_DEPTH='"$(DEPTH)"' -DLAB_NM='"$(NM) $(NM_FLAGS)"' \
	  -DLAB_SANITIZE='"$(SANITIZE)"' -DLAB_LEAKS=$(or $(LEAKS),0) -DLAB_LIBS='"$(WHOLE_LIBS)"' -DLAB_PLATFORM='"$(PLATFORM)"')
$(BUILD)/obj/tests/%.o: tests/%.c $(BUILD)/flags
	$(call compile,$(OWN) $(CMOCKA_CFLAGS) $(JANSSON_CFLAGS) $(patsubst -I%,-isystem%,$(XML_CFLAGS)) -iquote grader -iquote datasets/kitchen)
$(BUILD)/obj/datasets/%.o: datasets/%.c $(BUILD)/flags
	$(call compile,$(OWN) $(JANSSON_CFLAGS))
$(BUILD)/obj/%.o: %.c $(BUILD)/flags  # labs, and files from elsewhere: a student's warnings are no errors
	$(call compile,$(LAB) $(EXTRA))

# ---- objects --------------------------------------------------------------------------------------
c_in    = $(filter-out $(foreach t,$(ALL),%/$(t).c),$(wildcard $(1)))
BASE    := $(call object,$(filter-out reference/base/matmul_%,$(wildcard reference/base/*.c)))
MATRIX  := $(BUILD)/obj/reference/base/matmul_$(MATMUL).o
GIVEN   := $(BASE) $(MATRIX) $(call object,$(call c_in,reference/ops/*.c reference/text/*.c \
             reference/model/*.c reference/generate/*.c reference/train/*.c))
APP     := $(call object,$(filter-out reference/app/line_%,$(wildcard reference/app/*.c)) \
             reference/app/line_$(LINE).c)
# Topic objects stand in the list by name: no archive, no order of search, no weak symbols.
CHOSEN  := $(foreach t,$(ALL),$(call object,$(call source,$(t),$(or $(FROM_$(t)),$(if $(call folder,$(t)),$(FROM)),reference))))
CRUMB   := $(APP) $(GIVEN) $(CHOSEN)
LIBS     = $(THREADS) $(MATMUL_LIBS) $(PCRE2_LIBS) $(JANSSON_LIBS) -lm
GRADER_LIBS = $(JANSSON_LIBS) $(SECCOMP_LIBS) $(XML_LIBS) -lm
WHOLE_LIBS = $(PCRE2_LIBS) $(JANSSON_LIBS) -lm
LINK     = @mkdir -p $(@D) && $(CC) $(EXTRA) -o $@

# Rewritten only when the list changes, so that another FROM links again and the same FROM does not.
PROGRAM ?= $(BUILD)/crumb
$(PROGRAM).objects: FORCE | $(BUILD)/.stamp
	@mkdir -p $(@D) && (echo '$(CRUMB)' | cmp -s - $@ || echo '$(CRUMB)' > $@)
$(PROGRAM): $(CRUMB) $(PROGRAM).objects
	$(LINK) $(CRUMB) $(EDIT_LIBS) $(LIBS)

# ---- grader: program, and the objects that it links with a submission ------------------------------
# grader/*.c, and a folder for each larger part of it; probes and whole are linked with submissions.
# box/filter_* (libseccomp or none) and emit/junit_* (libxml2 or none): the one that this machine can build.
GRADER  := $(call object,$(filter-out grader/probes/% grader/whole/% grader/box/filter_% grader/box/attacker.c grader/emit/junit_% grader/attack/junit_%,\
             $(wildcard grader/*.c grader/*/*.c)) \
             $(wildcard grader/box/filter_$(SECCOMP).c grader/emit/junit_$(XML).c grader/attack/junit_$(XML).c))
NEUTRAL := $(filter-out %/probe.o %/probe_guarded.o %/probe_checked.o %/counter.o,$(GRADER))
$(BUILD)/bounds.inc: $(wildcard reference/include/*.h)
	@mkdir -p $(@D) && .make/bounds.sh $^ > $@
$(BUILD)/obj/grader/bounds.o: $(BUILD)/bounds.inc
# the look of pages, as bytes in the program (C11 has no #embed)
$(BUILD)/%.inc: grader/page/%
	@mkdir -p $(@D) && od -An -v -tu1 $< | sed 's/[0-9][0-9]*/&,/g' > $@.tmp && mv $@.tmp $@
$(BUILD)/obj/grader/page/style.o: $(BUILD)/style.css.inc $(BUILD)/sort.js.inc
$(BUILD)/grade: $(NEUTRAL) $(filter-out %/parallel.o %/machine.o,$(BASE))
	$(LINK) $^ $(GRADER_LIBS)

# build/objects: per topic its probe, the trusted plain object, and the probe with the reference inside;
# common.o for the build that is graded, checked.o for the one that looks for undefined behaviour; what
# is linked at every grading comes without what debuggers read
KIT     := $(BUILD)/objects
COMMON  := $(call object,grader/probe.c grader/counter.c grader/frame.c reference/base/arena.c reference/base/fail.c \
             reference/base/map.c reference/base/rng.c reference/base/sha256.c \
             reference/base/todo.c \
             reference/base/tensor.c \
             $(wildcard reference/text/vocabulary.c))
$(KIT)/common.o: $(COMMON) $(call object,grader/probe_guarded.c) Makefile
	@mkdir -p $(@D) && $(CC) -r -nostdlib -Wl,-S -o $@ $(filter %.o,$^)
$(KIT)/counted_names.h: grader/counted_names.h
	@mkdir -p $(@D) && cp $< $@
$(KIT)/alone.o: $(KIT)/common.o grader/plain_c.inc .make/alone.sh
	@CC="$(CC)" .make/alone.sh $@ $<
$(KIT)/checked.o: $(COMMON) $(call object,grader/probe_checked.c) Makefile
	@mkdir -p $(@D) && $(CC) -r -nostdlib -o $@ $(filter %.o,$^)
$(KIT)/%.probe.o: $(BUILD)/obj/grader/probes/%.o
	@mkdir -p $(@D) && $(CC) -r -nostdlib -Wl,-S -o $@ $<
# with its work counted: an object for other topics to call, and the program with the plain solution inside,
# which says how much is enough
define kit_of
$(KIT)/$(1).supplied.o: $(LIBRARY)/supplied/$(1).o
	@mkdir -p $$(@D) && cp $$< $$@
$(KIT)/$(1).counted: $(LIBRARY)/counted/$(1).o \
                     $(KIT)/$(1).probe.o $(KIT)/common.o \
                     $(patsubst %,$(KIT)/%.supplied.o,$(filter-out $(1),$(TOPICS)))
	$$(LINK) $$^ -lm
$(KIT)/$(1).o: $(LIBRARY)/solutions/$(1).o
	@mkdir -p $$(@D) && cp $$< $$@
$(KIT)/$(1).names.o: $(BUILD)/obj/.handout/stubs/$(1).o
	@mkdir -p $$(@D) && cp $$< $$@
$(KIT)/$(1).reference: $(KIT)/$(1).probe.o $(KIT)/common.o $(call objects_from,reference) $(MATRIX) \
                       $(call object,reference/base/parallel.c reference/base/dots.c)
	$$(LINK) $$^ $$(THREADS) $$(MATMUL_LIBS) -lm
$(KIT)/hunt/$(1).txt: .make/hunt.sh $(LIBRARY)/hunt/$(1).txt $(KIT)/$(1).probe.o $(KIT)/common.o \
                      $(foreach t,$(TOPICS),$(KIT)/$(t).o)
	@CC="$(CC)" EXTRA="$(EXTRA)" LIBRARY=$(LIBRARY) KIT=$(KIT) .make/hunt.sh link $(1) \
	  $(KIT)/$(1).probe.o $(KIT)/common.o $(foreach t,$(filter-out $(1),$(TOPICS)),$(KIT)/$(t).o)
endef
$(foreach t,$(TOPICS),$(eval $(call kit_of,$(t))))
# build/objects/hunt: wrong implementations without their source, for make hunt and for tests only
HUNT    := $(foreach t,$(TOPICS),$(KIT)/hunt/$(t).txt)
ifeq ($(wildcard .make/library.mk),)
$(LIBRARY)/%: | $(LIBRARY)/library.txt ;
$(LIBRARY)/library.txt:
	@.make/platform.sh "$(PLATFORM)" && false
endif
-include $(wildcard .make/library.mk)
# The whole model: given code and what runs it in one object; the same linked with trusted objects.
WHOLE   := $(call object,$(wildcard grader/whole/*.c) $(call c_in,reference/text/*.c \
             reference/model/*.c reference/generate/*.c)) \
           $(filter-out %/todo.o %/parallel.o %/dots.o %/machine.o,$(BASE))
# Topics that a handout leaves out cannot be a student's: they are part of what is given.
$(KIT)/whole.o: $(WHOLE) $(foreach t,$(filter-out $(TOPICS),$(SPEAK)),$(LIBRARY)/solutions/$(t).o) Makefile
	@mkdir -p $(@D) && $(CC) -r -nostdlib -o $@ $(filter %.o,$^)
$(KIT)/whole.trusted: $(KIT)/whole.o $(foreach t,$(TOPICS),$(KIT)/$(t).o)
	$(LINK) $^ $(WHOLE_LIBS)
$(KIT)/whole.reference: $(WHOLE) $(call objects_from,reference) $(MATRIX) \
                        $(call object,reference/base/parallel.c reference/base/dots.c reference/base/machine.c)
	$(LINK) $^ $(LIBS)
# what attacks a box from inside, so that no tier is claimed that is not there (grader/box/trial.c)
$(KIT)/box.attacker: $(BUILD)/obj/grader/box/attacker.o
	@mkdir -p $(@D) && $(CC) $(EXTRA) $(QUICK_LD) $(ALONE) -o $@ $<
MODEL_KIT := $(KIT)/whole.o $(KIT)/whole.trusted $(KIT)/whole.reference
GRADE   := $(BUILD)/grade $(KIT)/box.attacker $(KIT)/common.o $(KIT)/counted_names.h $(if $(QUICK),$(KIT)/alone.o) $(KIT)/checked.o $(foreach t,$(TOPICS),$(KIT)/$(t).probe.o) \
           $(if $(TRUSTED),$(MODEL_KIT) $(foreach t,$(TOPICS),$(KIT)/$(t).o $(KIT)/$(t).reference),\
             $(foreach t,$(TOPICS),$(KIT)/$(t).names.o)) \
           $(if $(and $(COUNTING),$(TRUSTED)),$(foreach t,$(TOPICS),$(KIT)/$(t).supplied.o $(KIT)/$(t).counted))

.PHONY: grade grade-run grade-model watch next list hint quiz hunt show crumb build
grade: ## grade your labs (T=rope for one; FROM=solutions or reference for another tree)
	@.make/deps.sh grade
	@$(SAY_ONCE)
	@$(MAKE) -s $(JOBS) $(GRADE)
	@$(MAKE) -s grade-run
# The first time takes half a minute: that is said, and every core helps.
JOBS      = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell getconf _NPROCESSORS_ONLN 2> /dev/null || echo 1))
SAY_ONCE  = [ -e $(BUILD)/grade ] || echo "compiling the grader and its probes, once (about half a minute) ..." >&2
GRADED  := $(if $(filter file,$(origin FROM)),labs,$(FROM))
grade-run: $(GRADE)
	@$(BUILD)/grade $(if $(T),--lab $(T)) --from $(GRADED) $(FLAGS)
grade-model: $(GRADE) $(MODEL_KIT) ## the whole model on your parts: the first number that is off, and whose it is
	@$(BUILD)/grade model --from $(GRADED) $(FLAGS)
watch: ## grade every save at once, on a screen with a few keys (T=rope for one lab)
	@.make/deps.sh grade
	@$(SAY_ONCE)
	@$(MAKE) -s $(JOBS) $(GRADE)
	@exec $(BUILD)/grade --watch $(if $(T),--lab $(T)) --from $(GRADED) $(FLAGS)
next: $(GRADE) ## what to do now
	@$(BUILD)/grade next --from $(GRADED) $(FLAGS)
list: $(GRADE) ## every lab and part, and how far you are
	@$(BUILD)/grade list $(FLAGS)
hint: $(GRADE) ## help with one topic, a rung at a time: a question, the formula, numbers (T=rope)
	@$(BUILD)/grade hint $(T) --from $(GRADED) $(FLAGS)
quiz: $(BUILD)/grade ## five questions of size about one topic, with sizes of your own (T=rope ID=name)
	@$(BUILD)/grade quiz $(T) --from $(GRADED) $(if $(ID),--id "$(ID)") $(FLAGS)
hunt: ## find inputs that expose wrong implementations, in labs/NN-topic/hunt.txt (T=rope)
	@.make/deps.sh grade
	@$(MAKE) -s $(GRADE) $(if $(filter $(T),$(TOPICS)),$(KIT)/hunt/$(T).txt)
	@$(BUILD)/grade hunt $(T) --from $(GRADED) $(FLAGS)
crumb: ## the program, with your own files where FROM_rope=labs says so
	@.make/deps.sh crumb
	@$(MAKE) -s $(BUILD)/crumb
show: ## see one topic at work (T=rope FROM_rope=labs)
	@.make/deps.sh crumb
	@$(MAKE) -s $(BUILD)/crumb
	@$(BUILD)/crumb show $(T) $(if $(TEXT),"$(TEXT)")
MODEL   ?= $(STARTER)
chat: ## talk to a model (MODEL=DIR; FROM_attention=labs puts your file inside; FLAGS=...)
	@.make/deps.sh crumb
	@$(MAKE) -s $(BUILD)/crumb
	@$(BUILD)/crumb chat --model $(MODEL) --full slide $(FLAGS)
bench: ## error and speed of every op, against this machine's own limits
	@.make/deps.sh crumb
	@$(MAKE) -s $(BUILD)/crumb
	@$(BUILD)/crumb bench $(FLAGS)
# The model that comes with Crumb: what chat, explain and every payoff run on.
STARTER ?= datasets/models/starter
.PHONY: starter plot report
starter: ## train the small model that comes with Crumb again (a quarter of an hour)
	@.make/deps.sh crumb
	@$(MAKE) -s $(BUILD)/crumb
	@BUILD=$(BUILD) FLAGS="$(FLAGS)" datasets/starter/train.sh $(STARTER)
plot: ## loss, rate and gradient norm of a training run as SVG (RUN=DIR)
	@.make/deps.sh plot
	@.make/plot.sh "$(RUN)"
report: ## training as one page: curves, samples, results (RUN="DIR DIR" OUT=report.html RESULTS=FILE.json)
	@.make/deps.sh crumb
	@$(MAKE) -s $(BUILD)/crumb
	@$(BUILD)/crumb report $(if $(RUN),--run $(RUN)) $(if $(OUT),--out "$(OUT)") $(if $(RESULTS),--results "$(RESULTS)") $(FLAGS)
build: $(GRADE) $(BUILD)/crumb ## compile everything

# ---- the kitchen: a world of text that models learn from (datasets/kitchen/README.md) ------------------
KITCHEN := $(call object,$(wildcard datasets/kitchen/*.c))
KITCHEN_PARTS := $(filter-out %/main.o,$(KITCHEN)) $(filter-out %/parallel.o %/machine.o %/dots.o,$(BASE))
.PHONY: kitchen
kitchen: ## the program that makes the course's text, conversations and questions
	@.make/deps.sh grade
	@$(MAKE) -s $(BUILD)/kitchen
$(BUILD)/kitchen: $(filter %/main.o,$(KITCHEN)) $(KITCHEN_PARTS)
	$(LINK) $^ $(JANSSON_LIBS) -lm

# ---- tests: those of topics and of the whole are linked with the reference and with the solutions ----
NAMES   := $(filter-out $(if $(WRAP),,whole_memory),$(patsubst tests/%_test.c,%,$(wildcard tests/*_test.c)))
ABOUT_GRADER := $(filter grader_%,$(NAMES))
PROGRAMS := $(foreach n,$(filter-out grader_%,$(NAMES)),$(BUILD)/tests/reference/$(n)_test) \
            $(foreach n,$(filter $(TOPICS) whole%,$(NAMES)),$(BUILD)/tests/solutions/$(n)_test) \
            $(foreach n,$(ABOUT_GRADER),$(BUILD)/tests/$(n)_test)
SCRIPTS := $(wildcard tests/*_test.sh)
$(BUILD)/tests/reference/%_test: $(BUILD)/obj/tests/%_test.o $(GIVEN) $(call objects_from,reference)
	$(LINK) $^ $(CMOCKA_LIBS) $(LIBS)
$(BUILD)/tests/solutions/%_test: $(BUILD)/obj/tests/%_test.o $(GIVEN) $(call objects_from,solutions)
	$(LINK) $^ $(CMOCKA_LIBS) $(LIBS)
$(BUILD)/tests/%/whole_memory_test: LIBS += $(WRAP)
$(BUILD)/tests/reference/kitchen_%_test: $(BUILD)/obj/tests/kitchen_%_test.o $(KITCHEN_PARTS)
	$(LINK) $^ $(CMOCKA_LIBS) $(JANSSON_LIBS) -lm
define without_attention
$(BUILD)/tests/$(1)/whole_unmasked_test: $(BUILD)/obj/tests/whole_unmasked_test.o $(GIVEN) \
                                         $(filter-out %/attention.o,$(call objects_from,$(1)))
	$$(LINK) $$^ $$(CMOCKA_LIBS) $$(LIBS)
endef
$(foreach from,reference solutions,$(eval $(call without_attention,$(from))))
$(BUILD)/tests/grader_%_test: $(BUILD)/obj/tests/grader_%_test.o $(filter-out %/main.o,$(NEUTRAL)) $(BASE)
	$(LINK) $^ $(CMOCKA_LIBS) $(GRADER_LIBS) $(LIBS)
$(BUILD)/tests/mutate: $(BUILD)/obj/tests/mutate.o $(BUILD)/obj/tests/mutant.o $(BUILD)/obj/grader/hunt_told.o $(BASE)
	$(LINK) $^ $(THREADS) $(JANSSON_LIBS) -lm
$(BUILD)/tests/mutants: $(call object,$(addprefix tests/,mutants.c mutants_record.c mutants_page.c mutants_holes.c mutant.c)) \
                        $(filter-out %/main.o,$(NEUTRAL)) $(BASE)
	$(LINK) $^ $(THREADS) $(GRADER_LIBS)
$(BUILD)/tests/explain_check: $(BUILD)/obj/tests/explain_check.o $(BASE)
	$(LINK) $^ $(THREADS) $(JANSSON_LIBS) -lm
$(BUILD)/tests/random_model: $(BUILD)/obj/tests/random_model.o $(GIVEN) $(call objects_from,reference)
	$(LINK) $^ $(LIBS)
$(BUILD)/tests/fuzz_%: $(BUILD)/obj/tests/fuzz_%.o $(GIVEN) $(call objects_from,reference) \
                      $(filter-out %/main.o,$(NEUTRAL))
	$(LINK) -fsanitize=fuzzer $^ $(GRADER_LIBS) $(LIBS)
$(BUILD)/tests/fuzz_kitchen_%: $(BUILD)/obj/tests/fuzz_kitchen_%.o $(KITCHEN_PARTS)
	$(LINK) -fsanitize=fuzzer $^ $(JANSSON_LIBS) -lm
.PHONY: test test-run unit sanitized coverage check-all goldens
unit: $(PROGRAMS)
sanitized: $(PROGRAMS) $(BUILD)/grade $(foreach t,$(TOPICS),$(KIT)/$(t).reference)
test: ## every fast test (N passed, N failed, N skipped)
	@.make/deps.sh test
	@$(MAKE) -s $(JOBS) test-run
test-run: $(PROGRAMS) $(BUILD)/tests/mutate $(BUILD)/tests/mutants $(BUILD)/tests/random_model $(BUILD)/tests/explain_check $(GRADE) $(HUNT) $(LIBRARY)/library.txt $(BUILD)/crumb $(BUILD)/kitchen \
          $(foreach e,baseline no-mask,$(BUILD)/experiments/$(e)/crumb) facts
	@BUILD=$(BUILD) CC="$(CC)" NM="$(NM)" tests/run.sh $(PROGRAMS) $(SCRIPTS)
coverage: ## lines that tests reach, as text and HTML (gcovr)
	@.make/deps.sh coverage
	@BUILD=$(BUILD) tests/coverage.sh
check-all: ## the long checks: both compilers, sanitizers, valgrind, fuzzing, goldens, chroot
	@.make/deps.sh check-all
	@tests/check_all.sh
goldens: ## make the golden tensors again (makers only; needs python3-torch)
	@.make/deps.sh goldens
	/usr/bin/python3 datasets/golden/make_golden.py $(T)

# ---- experiments: the program with one part changed on purpose, see docs/experiments.md --------------
EXPERIMENTS := baseline $(patsubst tests/experiments/%/,%,$(wildcard tests/experiments/*/))
changed = $(wildcard tests/experiments/$(1)/*.c)
variant = $(filter-out $(patsubst %,\%/%,$(notdir $(call object,$(call changed,$(1))))),\
            $(GIVEN) $(call objects_from,reference)) $(call object,$(call changed,$(1)))
define experiment_of
$(BUILD)/experiments/$(1)/crumb: $(APP) $(call variant,$(1))
	$$(LINK) $$^ $$(EDIT_LIBS) $$(LIBS)
$(BUILD)/experiments/$(1)/facts: $(call object,tests/experiments/facts.c) $(call variant,$(1))
	$$(LINK) $$^ $$(LIBS)
endef
$(foreach e,$(EXPERIMENTS),$(eval $(call experiment_of,$(e))))
.PHONY: experiment facts
experiment: ## train without a part (E=no-residual; see docs/experiments.md)
	@.make/deps.sh crumb
	@$(MAKE) -s $(foreach e,baseline $(filter $(E),$(EXPERIMENTS)),$(BUILD)/experiments/$(e)/crumb)
	@BUILD=$(BUILD) FLAGS="$(FLAGS)" tests/experiments/run.sh $(E)
facts: $(foreach e,$(EXPERIMENTS),$(BUILD)/experiments/$(e)/facts)

# ---- for instructors: docs/instructor/README.md ----------------------------------------------------------
.PHONY: gradescope collect
gradescope: ## an autograder for Gradescope: build/gradescope.zip (T=06 for one lab, KEY=term.key)
	@.make/deps.sh course
	@$(MAKE) -s $(BUILD)/grade
	@LAB="$(T)" KEY="$(KEY)" BUILD=$(BUILD) .make/gradescope.sh $(BUILD)/gradescope.zip
collect: ## submissions from git repositories (LIST=submissions.txt OUT=submissions)
	@.make/collect.sh "$(LIST)" "$(OUT)"

# ---- known mistakes: docs/mistakes.md --------------------------------------------------------------
.PHONY: mutants
mutants: ## make and grade every known mistake (T=rope for one topic; RECORD=1 keeps what they answer)
	@.make/deps.sh grade
	@$(MAKE) -s $(GRADE) $(BUILD)/tests/mutants
	@$(if $(RECORD),BUILD=$(BUILD) $(BUILD)/tests/mutants --record $(T))
	@BUILD=$(BUILD) $(BUILD)/tests/mutants $(if $(RECORD),--page) $(T)

# ---- for makers ---------------------------------------------------------------------------------------
.PHONY: lab where handout handout-objects
lab: ## a new topic with all its homes (NAME=window TITLE="sliding windows")
	@.make/lab.sh "$(NAME)" "$(TITLE)"
where: ## the homes of a topic (T=rope)
	@.make/where.sh "$(T)"
handout: ## a repository for students, without solutions (OUT=DIR TOPICS="unicode bpe" OBJECTS="DIR ...")
	@.make/deps.sh crumb
	@$(MAKE) -s $(JOBS) $(LIBRARY)/library.txt
	@BUILD=$(BUILD) OUT="$(OUT)" LIBRARY=$(LIBRARY) PLATFORM=$(PLATFORM) .make/handout.sh "$(ASKED)" "$(OBJECTS)"
handout-objects: ## this machine's objects for handouts made on another (OUT=DIR)
	@.make/deps.sh crumb
	@$(MAKE) -s $(JOBS) $(LIBRARY)/library.txt
	@OUT="$(OUT)" LIBRARY=$(LIBRARY) PLATFORM=$(PLATFORM) .make/handout.sh --objects

# ---- this machine -------------------------------------------------------------------------------------
.PHONY: deps deps-local clean distclean
deps: ## install what a target needs, and nothing else (SET=test)
	@.make/deps.sh $(or $(SET),grade)
deps-local: ## the same into .deps/, without root (SET=test)
	@.make/deps.sh local
clean: ## remove what was built
	rm -rf $(BUILD)
distclean: ## remove what was built and what deps-local unpacked
	rm -rf $(BUILD) .deps

-include $(shell test -d $(BUILD)/obj && find $(BUILD)/obj -name '*.d')
