import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

// Answers to what kbisect asks of kbuild and to nothing else. Knobs are files below knobs/, so that
// a test turns them as a commit would.
const MAKEFILE = `MAKEFLAGS += --no-builtin-rules --no-print-directory
src := $(CURDIR)
image-arm := arch/arm/boot/zImage
image-arm64 := arch/arm64/boot/Image
image-x86_64 := arch/x86/boot/bzImage
image := $(O)/$(image-$(ARCH))
CC ?= $(CROSS_COMPILE)gcc
ifeq ($(origin CC),default)
CC := $(CROSS_COMPILE)gcc
endif
.DELETE_ON_ERROR:
.PHONY: tinyconfig defconfig olddefconfig Image zImage bzImage
tinyconfig defconfig:
	@echo '# CONFIG_BASE is not set' > $(O)/.config
# Known symbols survive, with the last word on each; LOST does not, and FORCED becomes another value.
olddefconfig:
	@test ! -e knobs/no-config || { echo 'init/Kconfig:7: syntax error' >&2; exit 1; }
	@sed -e '/CONFIG_LOST/d' -e 's/^CONFIG_FORCED=y$$/CONFIG_FORCED=m/' $(O)/.config | awk '{ name = $$0; gsub(/^# |[= ].*/, "", name); line[name] = $$0 } END { for (name in line) print line[name] }' | sort > $(O)/.config.new && mv $(O)/.config.new $(O)/.config
Image zImage bzImage: $(image)
$(O)/%.o: $(src)/%.c $(O)/.config
	@printf '  CC      %s\\n' $*.o
	@test ! -e knobs/killed || { echo 'gcc: fatal error: Killed signal terminated program cc1' >&2; exit 1; }
	@test ! -e knobs/busy || while :; do :; done
	@test ! -e knobs/hang || { : > $(O)/hanging; exec sleep 1000; }
	@mkdir -p $(@D) && cd $(O) && $(CC) -fmacro-prefix-map=$(src)/= $(KCPPFLAGS) -ffreestanding -c -o $@ $<
$(O)/vmlinux: $(O)/init/main.o $(O)/init/other.o
	@test ! -e knobs/writes-source || echo x > $(src)/written
	@cat $^ > $@ && echo "$$KBUILD_BUILD_TIMESTAMP $$(git rev-parse HEAD 2>/dev/null)" >> $@ && : > $(O)/System.map
$(image): $(O)/vmlinux
	@mkdir -p $(@D)
	@test -e knobs/no-image || cp $< $@
`

/** A tree that takes a second to build and fails as its knobs say. */
export class FakeKernel {
  readonly directory: string

  constructor(directory: string) {
    this.directory = directory
    this.write('Makefile', MAKEFILE)
    this.write('init/main.c', 'int main_value = 1;\n')
    this.write('init/other.c', 'int other_value = 1;\n')
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.directory, path)), { recursive: true })
    writeFileSync(join(this.directory, path), content)
  }

  turn(knob: 'no-config' | 'killed' | 'busy' | 'hang' | 'writes-source' | 'no-image'): void {
    this.write(`knobs/${knob}`, '')
  }
}
