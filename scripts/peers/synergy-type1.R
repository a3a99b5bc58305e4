# How the published programs judge the experiments of Cavum's simulation: the same rows, their models. Arguments: folder with world-*.csv, file for the rates.
# SynergyLMM 1.1.2: nlme::lme(ln(V/V0) ~ 0 + day:arm, random = ~ 0 + day | mouse), volumes of 0 set to missing, Bliss contrast with the normal distribution.
# invivoSyn 0.0.0.9000: its linear model of ln(V + 1) on ln(V0) with interaction, and the CombPDX index on the last common day with its qnorm(0.95) limits (labelled 95 %).
suppressMessages(library(nlme))
args <- commandArgs(TRUE); files <- sort(list.files(args[1], "^world-.*csv$", full.names = TRUE)); cat("", file = args[2])
arms <- c("control", "a", "b", "combination")
lmm <- function(d) {
  s <- d[d$day == 0, c("mouse", "volume")]; names(s)[2] <- "v0"; d <- merge(d, s); d <- d[d$day > 0 & d$volume > 0, ]; d$y <- log(d$volume / d$v0); d$arm <- factor(d$arm, arms)
  f <- try(lme(y ~ 0 + day:arm, random = ~ 0 + day | mouse, data = d, control = lmeControl(opt = "optim", returnObject = TRUE)), TRUE)
  if (inherits(f, "try-error")) return(c(NA, NA))
  b <- fixef(f); v <- vcov(f); c <- c(1, -1, -1, 1); L <- sum(c * b); s <- sqrt(as.numeric(t(c) %*% v %*% c)); c(2 * pnorm(-abs(L / s)), L)
}
vivo <- function(d) { # its lmm_synergy: day 0 kept, V0 a covariate, a random slope, Student's t with nlme's degrees of freedom (it counts measurements)
  d$A <- as.numeric(d$arm %in% c("a", "combination")); d$B <- as.numeric(d$arm %in% c("b", "combination")); s <- d[d$day == 0, c("mouse", "volume")]; names(s)[2] <- "v0"; d <- merge(d, s)
  d$y <- log(d$volume + 1)
  f <- try(lme(y ~ log(v0) + day + day:A + day:B + day:A:B, random = ~ 0 + day | mouse, data = d, control = lmeControl(opt = "optim", returnObject = TRUE)), TRUE)
  if (inherits(f, "try-error")) return(c(NA, NA))
  t <- summary(f)$tTable; c(t[nrow(t), "p-value"], t[nrow(t), "Value"])
}
combpdx <- function(d) { # delta method of mean relative volumes of the mice that are left
  s <- d[d$day == 0, c("mouse", "volume")]; names(s)[2] <- "v0"; d <- merge(d, s); d$r <- d$volume / d$v0
  n <- table(d$day, factor(d$arm, arms)); day <- max(as.numeric(rownames(n))[apply(n >= 2, 1, all)]); if (day == 0) return(c(NA, NA))
  m <- sapply(arms, function(a) mean(d$r[d$day == day & d$arm == a])); v <- sapply(arms, function(a) { r <- d$r[d$day == day & d$arm == a]; var(r) / length(r) / mean(r)^2 })
  L <- log(m["a"]) + log(m["b"]) - log(m["control"]) - log(m["combination"]); z <- L / sqrt(sum(v)); if (!is.finite(z)) return(c(NA, NA))
  c(if (abs(z) > qnorm(0.95)) 0 else 1, -L / day)
}
for (file in files) {
  d <- read.csv(file, colClasses = c("integer", "character", "character", "numeric", "numeric")); parts <- split(d, d$experiment)
  for (way in c("lmm", "vivo", "combpdx")) {
    r <- t(sapply(parts, get(way))); none <- sum(is.na(r[, 1]))
    cat(gsub("^world-|.csv$", "", basename(file)), way, length(parts), mean(ifelse(is.na(r[, 1]), 1, r[, 1]) < 0.05), none, mean(r[, 2], na.rm = TRUE), sep = ";", file = args[2], append = TRUE); cat("\n", file = args[2], append = TRUE)
  }
  cat(basename(file), "\n")
}
