# %% [markdown]
# # Backpropagation on paper
#
# The two notebooks after this one backpropagate in code. This one does it on paper, for
# a network in which one matrix appears in two places. Write your answers into the cells
# below (Markdown knows LaTeX between dollar signs), or hand in a scan and say so.
#
# An **autoencoder** maps data to something smaller and back. Ours is linear, and its
# two halves share their weights: with $W \in \mathbb{R}^{m \times n}$ and $m < n$, an
# input $x \in \mathbb{R}^n$ is encoded as $Wx \in \mathbb{R}^m$ and decoded by the
# transposed matrix, $W^\top W x \in \mathbb{R}^n$. It is trained to minimize
#
# $$\mathcal{L}(W) = \tfrac12\, \bigl\lVert W^\top W x - x \bigr\rVert^2 .$$

# %%
# {colab}

# %%
import numpy as np

# %% [markdown] tags=["question:autoencoder_idea"]
# ## (a) What the loss asks for
#
# Why does minimizing $\mathcal{L}$ make $Wx$ keep as much as it can of what $x$ has to
# say, although it has fewer numbers?
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:autoencoder_idea"]
# **Model answer.** $W^\top W x$ is made from $Wx$ alone, and $\mathcal{L}$ is half its
# squared distance from $x$. If $Wx$ dropped something that tells inputs apart, no
# decoder could bring it back, and the loss would stay large for such inputs. A small
# loss means that $x$ can be rebuilt from the $m$ numbers of $Wx$, so these carry what
# is needed. Since $m < n$ the map $W^\top W$ has rank at most $m$: something has to be
# lost, and the minimum over many $x$ keeps the $m$ directions along which they vary
# most (those of principal component analysis).
#
# *Rubric:*
#
# - 1: the loss as the error of reconstruction from $Wx$ alone
# - 1: the conclusion that a small error is possible only if $Wx$ keeps the information
#
# Rank and principal components are not asked for.

# %% [markdown] tags=["question:autoencoder_graph"]
# ## (b) The computational graph
#
# Draw the graph of $\mathcal{L}$, from the leaves $W$ and $x$ to the loss, with one
# operation a node. Name each node's value and its shape.
#
# **Your answer:** *write here (a drawing as text, or a picture)*

# %% [markdown] tags=["instructor", "question:autoencoder_graph"]
# **Model answer.** With $z = Wx$, $r = W^\top z$ and $e = r - x$:
#
# ```
#   x (n) ──────────────┬──────────────────────────────┐
#                       ▼                              ▼ −
#   W (m, n) ──┬──► [multiply] ── z (m) ──► [multiply] ── r (n) ──► [subtract]
#              │                                ▲                       │
#              └──► [transpose] ── Wᵀ (n, m) ───┘                     e (n)
#                                                                       ▼
#                                             L (scalar) ◄── [½ ‖·‖²] ──┘
# ```
#
# *Rubric:*
#
# - 1: the operations in the right order
# - 1: $W$ and $x$ each entering in both places
#
# Shapes that are missing cost nothing if what is there is right.

# %% [markdown] tags=["question:autoencoder_paths"]
# ## (c) Two paths
#
# In the graph two paths lead from $W$ to $\mathcal{L}$. How does one account for both
# in $\nabla_W \mathcal{L}$?
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:autoencoder_paths"]
# **Model answer.** By the law of total derivatives: the gradient is the sum of those
# along all paths. Take the two occurrences for two matrices that happen to be equal,
# $\mathcal{L} = \tfrac12 \lVert W_2^\top W_1 x - x \rVert^2$, differentiate with
# respect to each while the other is held fixed, and add:
#
# $$\nabla_W \mathcal{L} =
# \frac{\partial \mathcal{L}}{\partial W_1}\bigg|_{W_1 = W_2 = W} +
# \frac{\partial \mathcal{L}}{\partial W_2}\bigg|_{W_1 = W_2 = W} .$$
#
# The second path goes through a transposition, so what arrives at $W^\top$, of shape
# $(n, m)$, is transposed before it is added: $\partial \mathcal{L} / \partial W_2 =
# (\partial \mathcal{L} / \partial W_2^\top)^\top$.
#
# *Rubric:*
#
# - 1: the sum over the paths
# - 1: the transposition on the one through $W^\top$

# %% [markdown] tags=["question:autoencoder_gradient"]
# ## (d) The gradient
#
# Find $\nabla_W \mathcal{L}$, step by step by the chain rule. Its shape is that of $W$.
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:autoencoder_gradient"]
# **Model answer.** From the loss to the leaves, with $z = Wx$, $r = W^\top z$,
# $e = r - x$:
#
# $$\frac{\partial \mathcal{L}}{\partial e} = e,\qquad
# \frac{\partial \mathcal{L}}{\partial r} = e .$$
#
# *At the outer product* $r = W^\top z$, two gradients leave:
#
# $$\frac{\partial \mathcal{L}}{\partial W^\top} = e\, z^\top
# \;\Rightarrow\;
# \text{along the second path: } \bigl(e\, z^\top\bigr)^\top = z\, e^\top = W x\, e^\top
# ,\qquad
# \frac{\partial \mathcal{L}}{\partial z} = W e .$$
#
# *At the inner product* $z = W x$:
#
# $$\text{along the first path: }
# \frac{\partial \mathcal{L}}{\partial z}\, x^\top = W e\, x^\top .$$
#
# *Both together*, each of shape $(m, n)$:
#
# $$\nabla_W \mathcal{L} = W e\, x^\top + W x\, e^\top
# = W \bigl(W^\top W x - x\bigr) x^\top + W x \bigl(W^\top W x - x\bigr)^\top
# = W \bigl(W^\top W\, x x^\top + x x^\top W^\top W - 2\, x x^\top\bigr).$$
#
# *Rubric:*
#
# - 1: $\partial \mathcal{L} / \partial r = e$
# - 1: the path through $z$, $W e x^\top$
# - 1: the path through $W^\top$, $W x e^\top$
# - 1: the sum, in any form
#
# A factor lost or a transposition missed costs its own point alone.

# %% [markdown]
# ## Is it right?
#
# A gradient can be tested without knowing it, by moving each element of $W$ a little.
# Write your formula into the function and compare. (No points for this cell: it is
# there for you.)


# %%
def autoencoder_loss(W, x):
    """Return the loss of the autoencoder: W (m, n), x (n,)."""
    return 0.5 * np.sum((W.T @ W @ x - x) ** 2)


def autoencoder_gradient(W, x):
    """Return its gradient with respect to W, (m, n)."""
    # BEGIN SOLUTION
    # STUB: return None  # TODO: your formula
    e = W.T @ W @ x - x
    return np.outer(W @ e, x) + np.outer(W @ x, e)
    # END SOLUTION


np.random.seed(0)
W, x = np.random.randn(3, 5), np.random.randn(5)
numeric = np.zeros_like(W)
for i in np.ndindex(W.shape):
    step = np.zeros_like(W)
    step[i] = 1e-5
    numeric[i] = (autoencoder_loss(W + step, x) - autoencoder_loss(W - step, x)) / 2e-5

gradient = autoencoder_gradient(W, x)
if gradient is None:
    print("no formula yet")
else:
    print("largest difference:", np.abs(gradient - numeric).max())
