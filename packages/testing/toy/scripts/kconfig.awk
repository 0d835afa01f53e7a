# Kconfig and any number of .config files in, a complete .config out. Known symbols keep their value while what they
# depend on is set; unknown ones are dropped, as Linux drops them. The last setting of a symbol wins.
# MODE=allnoconfig: everything that can be off is off. MODE=olddefconfig: what is not set gets its default.

function on(symbol) {
	return symbol == "ARCH_" ARCH || value[symbol] == "y"
}

function met(symbol,   words, n, i) {
	if (!(symbol in depends)) return 1
	n = split(depends[symbol], words, " *[|][|] *")
	for (i = 1; i <= n; i++) if (on(words[i])) return 1
	return 0
}

FNR == 1 { file++ }
file == 1 && $1 == "config" { current = $2; symbols[++count] = current }
file == 1 && $1 == "bool" { prompt[current] = (NF > 1) }
file == 1 && $1 == "depends" { sub(/^[ \t]*depends on /, ""); depends[current] = $0 }
file == 1 && $1 == "default" { given[current] = ($3 == "if" ? on($4) : 1) }
file > 1 && /^CONFIG_[A-Z0-9_]+=/ {
	symbol = substr($0, 8, index($0, "=") - 8)
	asked[symbol] = substr($0, index($0, "=") + 1)
}
file > 1 && /^# CONFIG_[A-Z0-9_]+ is not set$/ { asked[substr($2, 8)] = "n" }

END {
	print "#\n# Automatically generated file; DO NOT EDIT.\n# Toy/" ARCH " 0.1.0 Kernel Configuration\n#"
	# Twice, because a symbol may stand before the one that it depends on.
	for (pass = 1; pass <= 2; pass++) for (i = 1; i <= count; i++) {
		symbol = symbols[i]
		wish = (prompt[symbol] && symbol in asked) ? asked[symbol] : (prompt[symbol] && MODE == "allnoconfig") ? "n" : given[symbol] ? "y" : "n"
		value[symbol] = (wish == "y" && met(symbol)) ? "y" : "n"
	}
	for (i = 1; i <= count; i++) {
		symbol = symbols[i]
		if (value[symbol] == "y") print "CONFIG_" symbol "=y"
		else if (prompt[symbol] && met(symbol)) print "# CONFIG_" symbol " is not set"
	}
}
