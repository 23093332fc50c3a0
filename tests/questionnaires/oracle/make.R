# Makes the figures that the statistics of the portal must reproduce: answers.csv, quantiles.csv and
# figures.csv. Run it in this folder: Rscript make.R. Made with R 4.2.2, psych 2.2.9, lavaan 0.6-14.
# The answers are simulated: 120 people in 12 teams, then 108 others in the same teams a wave later.
suppressMessages({
  library(psych)
  library(lavaan)
})
options(digits = 15)

# Answers: five items from 1 to 5, the last one reversed, some 4 % of them left open.
set.seed(20221115)
wave <- function(number, sizes, shift) {
  team <- rep(seq_along(sizes), sizes)
  level <- rnorm(length(sizes), shift, 0.45)[team] + rnorm(length(team), 0, 0.7)
  weights <- c(1, 0.9, 0.8, 1.1, 0.7)
  latent <- outer(level, weights) + matrix(rnorm(length(team) * 5, 0, 0.75), ncol = 5)
  items <- matrix(pmin(5, pmax(1, round(3.4 + latent))), ncol = 5)
  items[, 5] <- 6 - items[, 5]
  items[runif(length(items)) < 0.04] <- NA
  data.frame(wave = number, team = team, items)
}
people <- rbind(
  wave(1, c(6, 14, 9, 11, 8, 12, 10, 7, 13, 5, 15, 10), 0),
  wave(2, c(8, 9, 10, 9, 7, 11, 9, 8, 12, 6, 11, 8), 0.35)
)
names(people)[3:7] <- paste0("q", 1:5)
write.csv(people, "answers.csv", row.names = FALSE, na = "", quote = FALSE)

rows <- list()
say <- function(wave, what, value) {
  rows[[length(rows) + 1]] <<- data.frame(wave = wave, what = what, at = seq_along(value), value = value)
}

for (number in 1:2) {
  part <- people[people$wave == number, ]
  items <- part[, 3:7]
  items$q5 <- 6 - items$q5
  whole <- items[complete.cases(items), ]

  say(number, "item mean", sapply(items, mean, na.rm = TRUE))
  say(number, "item sd", sapply(items, sd, na.rm = TRUE))

  # A score needs two thirds of the items: four of five.
  answered <- rowSums(!is.na(items))
  scored <- answered >= 4
  score <- rowMeans(items, na.rm = TRUE)[scored]
  team <- factor(part$team[scored])
  n <- length(score)
  say(number, "people", c(nrow(items), nrow(whole), n))
  test <- t.test(score)
  say(number, "score mean", mean(score))
  say(number, "score sd", sd(score))
  say(number, "score interval", test$conf.int)
  say(number, "floor ceiling", c(mean(score == 1), mean(score == 5)))
  say(number, "wilson", prop.test(sum(score >= 4), n, correct = FALSE)$conf.int)

  # Clustered by team: the sandwich of a model with an intercept only.
  off <- score - mean(score)
  j <- nlevels(team)
  se <- sqrt(j / (j - 1) * sum(tapply(off, team, sum)^2)) / n
  say(number, "clustered interval", mean(score) + c(-1, 1) * qt(0.975, j - 1) * se)

  found <- psych::alpha(whole)
  say(number, "alpha", found$total$raw_alpha)
  ci <- alpha.ci(found$total$raw_alpha, n.obs = nrow(whole), n.var = 5)
  say(number, "alpha interval", c(ci$lower.ci, ci$upper.ci))
  say(number, "item rest", found$item.stats$r.drop)
  say(number, "alpha if dropped", found$alpha.drop$raw_alpha)
  pair <- cor(whole$q1, whole$q2)
  say(number, "spearman brown", 2 * pair / (1 + pair))

  model <- "f =~ q1 + q2 + q3 + q4 + q5"
  tight <- list(rel.tol = 1e-10)
  fit <- cfa(model, whole, std.lv = TRUE, likelihood = "wishart", control = tight)
  est <- lavInspect(fit, "est")
  lambda <- as.vector(est$lambda)
  theta <- diag(est$theta)
  say(number, "loading", lambda)
  say(number, "unique", theta)
  say(number, "omega", sum(lambda)^2 / (sum(lambda)^2 + sum(theta)))
  one <- factanal(whole, 1, control = list(opt = list(factr = 1, pgtol = 0, maxit = 10000)))
  l <- sum(one$loadings)
  say(number, "omega standardised", l^2 / (l^2 + sum(one$uniquenesses)))

  squares <- summary(aov(score ~ team))[[1]][["Mean Sq"]]
  sizes <- as.vector(table(team))
  k <- (n - sum(sizes^2) / n) / (j - 1)
  icc1 <- (squares[1] - squares[2]) / (squares[1] + (k - 1) * squares[2])
  say(number, "mean squares", squares)
  say(number, "icc", c(icc1, (squares[1] - squares[2]) / squares[1], k))
  weight <- sizes * icc1 / (1 + (sizes - 1) * icc1)
  say(number, "shrunken", weight * tapply(score, team, mean) + (1 - weight) * mean(score))
  spread <- sapply(split(items, part$team), function(x) mean(sapply(x, var, na.rm = TRUE)))
  v <- pmin(1, spread / ((5^2 - 1) / 12))
  say(number, "rwg", 5 * (1 - v) / (5 * (1 - v) + v))
  if (number == 1) first <- score else second <- score
}

test <- t.test(first, second)
pooled <- sqrt(((length(first) - 1) * var(first) + (length(second) - 1) * var(second)) /
  (length(first) + length(second) - 2))
small <- 1 - 3 / (4 * (length(first) + length(second)) - 9)
apart <- mean(first) - mean(second)
say(0, "welch", c(apart, test$statistic, test$parameter, test$conf.int))
say(0, "hedges g", apart / pooled * small)
figures <- do.call(rbind, rows)
figures$value <- sprintf("%.12f", figures$value)
write.csv(figures, "figures.csv", row.names = FALSE, quote = FALSE)

points <- rbind(
  expand.grid(p = c(0.001, 0.025, 0.4, 0.6, 0.9, 0.975, 0.9995), df1 = c(0.5, 1, 2.7, 17, 240, 2999), df2 = NA),
  expand.grid(p = c(0.001, 0.025, 0.5, 0.975, 0.999), df1 = c(1, 4, 21, 2999), df2 = c(1, 3.5, 63, 188937))
)
raw <- ifelse(is.na(points$df2), qt(points$p, points$df1), qf(points$p, points$df1, points$df2))
# qf is only near the quantile far out in a tail; pf is exact there, so step on from where qf stops.
for (step in 1:4) {
  miss <- ifelse(is.na(points$df2), 0, pf(raw, points$df1, points$df2) - points$p)
  raw <- raw - ifelse(miss == 0, 0, miss / df(raw, points$df1, points$df2))
}
points$value <- sprintf("%.15g", raw)
write.csv(points, "quantiles.csv", row.names = FALSE, na = "", quote = FALSE)
