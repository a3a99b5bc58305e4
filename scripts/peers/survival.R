# The same work as bench/Cavum.Benchmarks/SurvivalBench.cs, on the same rows, in R. Arguments: folder of the tables, file for the times.
suppressMessages(library(survival))
args <- commandArgs(TRUE); folder <- args[1]; times <- args[2]
clock <- function(task, work) { # the better of two, after the data lie in memory
  best <- Inf
  for (i in 1:2) { gc(FALSE); best <- min(best, system.time(work())[["elapsed"]]) }
  cat(task, best, sep = ";", file = times, append = TRUE); cat("\n", file = times, append = TRUE)
}
cat("", file = times)
for (kind in c("no-ties", "ties")) {
  d <- read.csv(file.path(folder, paste0("rows-", kind, ".csv")))
  s <- Surv(d$time, d$event)
  clock(paste0("km-", kind), function() { survfit(s ~ 1, se.fit = TRUE); survdiff(s ~ d$group) })
  clock(paste0("cox-", kind), function() coxph(s ~ x1 + x2 + x3 + x4 + x5, d, ties = "efron"))
}
t <- read.csv(file.path(folder, "trial.csv")); tau <- 1
rmst <- function(time, event) { # area under Kaplan-Meier, vectorised by cumulative product
  o <- order(time, -event); time <- time[o]; event <- event[o]; n <- length(time)
  s <- c(1, cumprod(1 - event / (n:1))); cut <- pmin(c(time, Inf), tau)
  sum(s * diff(c(0, cut)))
}
one <- function() { i <- sample.int(60, 60, TRUE); a <- t$treated[i] == 1; rmst(t$time[i][a], t$event[i][a]) - rmst(t$time[i][!a], t$event[i][!a]) }
set.seed(1)
clock("rmst-vectorised", function() replicate(10000, one()))
packaged <- function() { i <- sample.int(60, 60, TRUE); f <- survfit(Surv(time, event) ~ treated, t[i, ]); summary(f, rmean = tau)$table[, "rmean"] }
clock("rmst-survfit", function() replicate(10000, packaged()))
many <- read.csv(file.path(folder, "trials.csv"))
parts <- split(many, many$trial)
clock("cox-small", function() for (p in parts) coxph(Surv(time, event) ~ x1, p))
