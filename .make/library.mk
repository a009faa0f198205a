# library.mk: compiles the topics that the grader trusts, without a trace of their source, where the
# sources are. A handout comes with $(LIBRARY) instead of this file. reference/ is the fast version, for
# crumb and for fresh cases; solutions/ the plain one, linked where a lab needs another topic; supplied/
# and counted/ the plain one with its work counted; hunt/ the wrong ones of a bug hunt.
HIDDEN  := -I.make/handout/include
DEPENDS  = -MMD -MP -MT $@ -MF $(BUILD)/obj/$(patsubst $(BUILD)/%.o,%.d,$@)
bare     = @(strip --strip-unneeded $(1) || strip -S -x $(1)) 2> /dev/null
library  = @mkdir -p $(@D) $(BUILD)/obj/$(patsubst $(BUILD)/%,%,$(@D)) && $(CC) $(HIDDEN) $(1) -g0 $(DEPENDS) -c -o $@ $<
define library_of
$(LIBRARY)/reference/$(1).o: $(call source,$(1),reference) $(BUILD)/flags
	$$(call library,$$(OWN) -O3 -fno-math-errno $$(OPENMP))
	$$(call bare,$$@)
$(LIBRARY)/solutions/$(1).o: $(call source,$(1),solutions) $(BUILD)/flags
	$$(call library,$$(OWN))
	$$(call bare,$$@)
$(LIBRARY)/counted/$(1).o: $(call source,$(1),solutions) $(BUILD)/flags
	$$(call library,$$(LAB) -iquote grader $$(COUNTED))
	$$(call bare,$$@)
$(LIBRARY)/supplied/$(1).o: $(call source,$(1),solutions) $(BUILD)/flags
	@mkdir -p $$(@D) $(BUILD)/obj/library/supplied
	@$$(CC) $$(HIDDEN) $$(LAB) -iquote grader $$(COUNTED) $$(DEPENDS) -S -o $(BUILD)/obj/library/supplied/$(1).s $$<
	@sed 's/__sanitizer_cov_trace_pc/supplied_step/' $(BUILD)/obj/library/supplied/$(1).s > \
	  $(BUILD)/obj/library/supplied/$(1).named.s
	@$$(CC) -c -o $$@ $(BUILD)/obj/library/supplied/$(1).named.s
	$$(call bare,$$@)
$(LIBRARY)/hunt/$(1).txt: .make/hunt.sh tests/hunts/$(1).list $(BUILD)/tests/mutate $(wildcard tests/mutants/$(1)/*.mutant) \
                          $(call source,$(1),solutions) reference/include/$(1).h $(BUILD)/flags
	@CC="$(CC)" LAB="$(HIDDEN) $(LAB)" EXTRA="$(EXTRA)" MUTATE=$(BUILD)/tests/mutate LIBRARY=$(LIBRARY) \
	  .make/hunt.sh objects $(1) $(call source,$(1),solutions)
endef
$(foreach t,$(TOPICS),$(eval $(call library_of,$(t))))
KINDS   := reference solutions $(if $(COUNTING),supplied counted)
# What the objects come from: a handout takes another machine's only when this is the same there.
SOURCES := $(sort $(foreach t,$(TOPICS),$(call source,$(t),reference) $(call source,$(t),solutions) \
             tests/hunts/$(t).list $(wildcard tests/mutants/$(t)/*.mutant)) $(wildcard reference/include/*.h))
$(LIBRARY)/library.txt: $(foreach k,$(KINDS),$(foreach t,$(TOPICS),$(LIBRARY)/$(k)/$(t).o)) \
                        $(foreach t,$(TOPICS),$(LIBRARY)/hunt/$(t).txt) $(SOURCES) .make/library.mk
	@{ echo "crumb/library/v1"; echo "platform $(PLATFORM)"; echo "compiler $$($(CC) --version | head -n 1)"; \
	  echo "sources $$(cat $(SOURCES) | git hash-object --stdin)"; } > $@.tmp && mv $@.tmp $@
-include $(wildcard $(BUILD)/obj/library/*/*.d)
