# %% [markdown]
# # Handing in
#
# Before you hand in:
#
# 1. restart the kernel of each notebook, run all of its cells and save it, so that its
#    numbers and figures are those of your final code;
# 2. see that every inline question has your answer;
# 3. see that your trained networks are in this folder: `best_two_layer_net.npy` and
#    `best_fully_connected_net.pkl`;
# 4. run the cell below. It makes all public checks on your files as you saved them.

# %%
# {colab}

# %%
from autograder.student import check

check()

# %% [markdown]
# 5. In a terminal, in this folder, run
#
#    ```
#    numgrade submit
#    ```
#
#    It packs notebooks, code and trained networks into one archive and says what is
#    missing.
# 6. Upload that archive. What counts is the last one that you upload in time.
